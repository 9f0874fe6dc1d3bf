ALTER TABLE `batches` ADD `key_version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `shard_state` ADD `silo_keys` text DEFAULT '[]' NOT NULL;