<?php
// Fills a fresh copy of WordPress by its own functions: what the owner of a blog would click together.
// Arguments: root of the blog, JSON file with {title, admin, people[], posts[], theme}. Prints {people{}, posts{}} as JSON.
[, $root, $wish_file] = $argv;
$wish = json_decode(file_get_contents($wish_file), true);
define('WP_INSTALLING', true);
$home = parse_url($wish['home']);
$_SERVER['HTTP_HOST'] = $home['host'] . ':' . $home['port'];
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
require $root . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install($wish['title'], $wish['admin']['login'], $wish['admin']['email'], true, '', $wish['admin']['password']);
switch_theme($wish['theme']);
foreach ($wish['options'] as $name => $value) {
  update_option($name, $value);
}
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure('/%postname%/');
$wp_rewrite->flush_rules(false);
foreach (get_posts(['post_type' => 'any', 'numberposts' => -1, 'post_status' => 'any']) as $old) {
  wp_delete_post($old->ID, true);
}
$made = ['people' => [], 'posts' => []];
foreach ($wish['people'] as $person) {
  $id = wp_insert_user(['user_login' => $person['login'], 'user_pass' => $person['password'], 'role' => $person['role'],
                        'user_email' => $person['email'], 'display_name' => $person['name']]);
  if (is_wp_error($id)) {
    fwrite(STDERR, $id->get_error_message() . "\n");
    exit(1);
  }
  $made['people'][$person['login']] = $id;
}
foreach ($wish['posts'] as $post) {
  $id = wp_insert_post(['post_title' => $post['title'], 'post_name' => $post['name'], 'post_content' => $post['html'],
                        'post_author' => $made['people'][$post['author']], 'post_status' => 'publish',
                        'comment_status' => 'open', 'ping_status' => 'open'], true);
  if (is_wp_error($id)) {
    fwrite(STDERR, $id->get_error_message() . "\n");
    exit(1);
  }
  $made['posts'][$post['name']] = ['id' => $id, 'url' => get_permalink($id)];
}
echo json_encode($made), "\n";
