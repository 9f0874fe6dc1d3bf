CREATE TABLE `forecasts` (
	`made_on` text PRIMARY KEY NOT NULL,
	`kept` text NOT NULL
);
