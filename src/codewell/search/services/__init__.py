"""What people call services, as data beside the code that reads it."""
