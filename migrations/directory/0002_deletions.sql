CREATE TABLE `deletions` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`jurisdiction` text NOT NULL,
	`deleted_at` integer NOT NULL,
	`slug_free_at` integer NOT NULL,
	`certificate` text NOT NULL
);
