"""What a paper needs of a study: the paragraph of its methods section, its tables, and whom to cite."""
