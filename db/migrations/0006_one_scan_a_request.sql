-- Where a request wrote twice, the first keeps the handle that the answer gave; nobody knows the others'.
UPDATE `scan_logs` JOIN (
	SELECT `request_id`, MIN(`id`) AS `first_id` FROM `scan_logs` GROUP BY `request_id` HAVING COUNT(*) > 1
) AS `repeated` ON `repeated`.`request_id` = `scan_logs`.`request_id`
SET `scan_logs`.`request_id` = UUID() WHERE `scan_logs`.`id` <> `repeated`.`first_id`;--> statement-breakpoint
ALTER TABLE `scan_logs` DROP INDEX `scan_logs_request`, ADD CONSTRAINT `scan_logs_request` UNIQUE(`request_id`);
