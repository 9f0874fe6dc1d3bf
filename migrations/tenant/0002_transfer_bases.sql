CREATE TABLE `transfer_bases` (
	`id` integer PRIMARY KEY NOT NULL,
	`basis` text NOT NULL
);
