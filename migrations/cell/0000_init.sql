CREATE TABLE `blocks` (
	`tenant_id` text NOT NULL,
	`signal` text NOT NULL,
	`day` text NOT NULL,
	`block_id` text NOT NULL,
	`shard` integer NOT NULL,
	`level` integer NOT NULL,
	`min_time_ms` integer NOT NULL,
	`max_time_ms` integer NOT NULL,
	`rows` integer NOT NULL,
	`size_bytes` integer NOT NULL,
	`seq_from` integer NOT NULL,
	`seq_to` integer NOT NULL,
	`names` blob NOT NULL,
	`object_key` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `signal`, `day`, `block_id`)
) WITHOUT ROWID;
