CREATE TABLE `complete_models` (
	`model` varchar(80) NOT NULL,
	`version` varchar(40) NOT NULL,
	`completed_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `complete_models_model_version_pk` PRIMARY KEY(`model`,`version`)
);
