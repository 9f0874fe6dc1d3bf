CREATE TABLE `offboarding` (
	`id` integer PRIMARY KEY NOT NULL,
	`record` text NOT NULL,
	`progress` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `residency_observations` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL
);
