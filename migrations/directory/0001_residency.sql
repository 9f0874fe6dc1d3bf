ALTER TABLE `tenants` ADD `pool` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `shards` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `processing` text DEFAULT 'anywhere' NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `lock` text DEFAULT 'preferred' NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `exception_until` text;