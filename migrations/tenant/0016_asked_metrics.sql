CREATE TABLE `asked_metrics` (
	`metric` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL
);
