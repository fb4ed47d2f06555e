"""The plan in the formats of others. Each module turns read data into bytes and asks no database."""
