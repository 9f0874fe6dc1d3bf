DROP INDEX `webhook_deliveries_pending`;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_fresh` ON `webhook_deliveries` (`place`) WHERE next_at_ms IS NOT NULL AND attempts = 0;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_again` ON `webhook_deliveries` (place / 68719476736,`next_at_ms`) WHERE next_at_ms IS NOT NULL AND attempts > 0;