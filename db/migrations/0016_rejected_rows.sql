CREATE TABLE `etl_rejected_rows` (
	`id` int AUTO_INCREMENT NOT NULL,
	`file_hash` varchar(64) NOT NULL,
	`line` int NOT NULL,
	CONSTRAINT `etl_rejected_rows_id` PRIMARY KEY(`id`),
	CONSTRAINT `etl_rejected_rows_once` UNIQUE(`file_hash`,`line`)
);
--> statement-breakpoint
ALTER TABLE `etl_rejected_rows` ADD CONSTRAINT `etl_rejected_rows_file_hash_etl_imports_file_hash_fk` FOREIGN KEY (`file_hash`) REFERENCES `etl_imports`(`file_hash`) ON DELETE cascade ON UPDATE no action;