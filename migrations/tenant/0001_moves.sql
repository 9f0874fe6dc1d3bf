CREATE TABLE `moves` (
	`id` text PRIMARY KEY NOT NULL,
	`is_open` integer NOT NULL,
	`move` text NOT NULL
);
