"""What stands in an identifier's place: persons, places, dates and numbers that look alike and are nobody's."""
