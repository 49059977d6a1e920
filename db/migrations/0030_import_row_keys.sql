ALTER TABLE `import_rows` ADD `row_key` varchar(120);--> statement-breakpoint
CREATE INDEX `import_rows_key` ON `import_rows` (`row_key`);