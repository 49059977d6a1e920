DROP INDEX `import_rows_key` ON `import_rows`;--> statement-breakpoint
CREATE INDEX `import_rows_key` ON `import_rows` (`import_id`,`row_key`);