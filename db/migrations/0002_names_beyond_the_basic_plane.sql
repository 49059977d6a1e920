-- utf8mb4_unicode_ci takes all characters beyond U+FFFF, every emoji among them, for the same one.
ALTER TABLE `users` MODIFY `username` varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL;--> statement-breakpoint
ALTER TABLE `collections` MODIFY `name` varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL;
