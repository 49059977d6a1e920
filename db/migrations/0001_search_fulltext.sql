CREATE FULLTEXT INDEX `book_search_folded` ON `book_search` (`folded`);--> statement-breakpoint
CREATE FULLTEXT INDEX `book_search_trigrams` ON `book_search` (`trigrams`);
