CREATE TABLE `privacy_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`rules` text NOT NULL,
	`hash_key` text NOT NULL
);
