CREATE TABLE `budget_use` (
	`id` text PRIMARY KEY NOT NULL,
	`period` text NOT NULL,
	`spent` text NOT NULL,
	`held` text NOT NULL,
	`told` text NOT NULL,
	`bound` text NOT NULL,
	`foretold` text NOT NULL,
	`grace_until_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `budgets` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`document` text NOT NULL
);
