-- Purpose: no statement may open files, the network or the settings from here on.
SET lock_configuration = true;
