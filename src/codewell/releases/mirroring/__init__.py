"""The reference of one machine brought to others whole, by checksum."""
