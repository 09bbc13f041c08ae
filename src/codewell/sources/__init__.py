"""One room per published file: its layout, parser, checks, origin and rights."""
