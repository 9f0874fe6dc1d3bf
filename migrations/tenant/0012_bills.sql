CREATE TABLE `bill_daily` (
	`import_id` text NOT NULL,
	`period` text NOT NULL,
	`part` integer NOT NULL,
	`costs` text NOT NULL,
	PRIMARY KEY(`import_id`, `period`, `part`)
);
--> statement-breakpoint
CREATE TABLE `bill_facts` (
	`import_id` text PRIMARY KEY NOT NULL,
	`days` integer NOT NULL,
	`facts` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bill_imports` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`hash` text,
	`record` text NOT NULL,
	`place` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bill_periods` (
	`source` text NOT NULL,
	`period` text NOT NULL,
	`import_id` text NOT NULL,
	PRIMARY KEY(`source`, `period`)
);
--> statement-breakpoint
CREATE TABLE `chargeback_adjustments` (
	`id` text PRIMARY KEY NOT NULL,
	`period` text NOT NULL,
	`entry` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `chargeback_closed` (
	`period` text PRIMARY KEY NOT NULL,
	`closed_ms` integer NOT NULL,
	`statement` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recommendation_decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`decided_ms` integer NOT NULL,
	`decision` text NOT NULL
);
