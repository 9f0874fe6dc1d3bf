ALTER TABLE `shard_state` ADD `is_held` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `shard_state` ADD `is_retired` integer DEFAULT false NOT NULL;