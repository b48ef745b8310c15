"""A study's page, live on its store: for one person, on one machine, over the loopback interface alone."""
