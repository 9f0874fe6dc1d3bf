CREATE TABLE `metric_points` (
	`id` integer PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`points` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `metric_sketches` (
	`metric` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`series` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `series_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`period` integer NOT NULL,
	`ids` blob NOT NULL
);
