<?php
// Kind to the engine in the comparison: no flood check, no search for duplicates, no mail, nothing waits for approval.
remove_action('check_comment_flood', 'check_comment_flood_db');
add_filter('wp_is_comment_flood', '__return_false', 99);
add_filter('duplicate_comment_id', '__return_zero');
add_filter('pre_comment_approved', fn() => 1);
add_filter('pre_wp_mail', '__return_true');
// Sources of the comparison stand on loopback, at any port.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn($ports, $host, $url) => [...$ports, (int) parse_url($url, PHP_URL_PORT)], 10, 3);
