"""Pages and routes of what people keep: favourites, recent codes, worklists, teams."""
