"""Scripts that make and check the data that the package ships."""
