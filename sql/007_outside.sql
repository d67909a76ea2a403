-- Other people's blogs: which feeds are watched, what was read there, whose conversations are followed, who of the staff answered.

create table watched_feed (
  site_id bigint not null,
  id bigint not null,
  address text not null,
  address_key text not null,
  feed_url text not null,
  title text not null,
  home text not null,
  state text not null,
  failure text not null,
  failures integer not null,
  etag text not null,
  last_modified text not null,
  body_digest text not null,
  items bigint not null,
  added_at bigint not null,
  read_at bigint,
  changed_at bigint,
  next_at bigint,
  primary key (site_id, id),
  unique (site_id, address_key)
);

-- A post or a comment elsewhere. (root_kind, root_id) is the conversation: the outside post itself, or the linkback that
-- came from the same page.
create table outside_item (
  site_id bigint not null,
  id bigint not null,
  feed_id bigint,
  kind text not null,
  item_key text not null,
  guid_key text not null,
  root_kind text not null,
  root_id bigint not null,
  url text not null,
  host text not null,
  title text not null,
  author_name text not null,
  author_url text not null,
  text text not null,
  quoted text not null,
  digest text not null,
  from_page integer not null,
  whole_page integer not null,
  old integer not null,
  person text not null,
  comments_feed text not null,
  comment_count bigint,
  published_at bigint,
  seen_at bigint not null,
  primary key (site_id, id),
  unique (site_id, item_key)
);
create index outside_item_by_guid on outside_item (site_id, feed_id, guid_key);
create index outside_item_by_feed on outside_item (site_id, feed_id, seen_at);
create index outside_item_by_root on outside_item (site_id, root_kind, root_id, id);
create index outside_item_by_age on outside_item (site_id, seen_at);

-- A page whose comments are read again and again: of a young post, or of one that has a case.
create table followed_page (
  site_id bigint not null,
  id bigint not null,
  root_kind text not null,
  root_id bigint not null,
  page_url text not null,
  comments_feed text not null,
  etag text not null,
  last_modified text not null,
  body_digest text not null,
  failure text not null,
  failures integer not null,
  begun_at bigint not null,
  read_at bigint,
  news_at bigint,
  ended_at bigint,
  primary key (site_id, id),
  unique (site_id, root_kind, root_id)
);

-- What staff said on a page elsewhere, as an answer to its case.
create table outside_answer (
  site_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  answer_key text not null,
  item_id bigint,
  person text not null,
  url text not null,
  level text not null,
  answered_at bigint not null,
  primary key (site_id, id),
  unique (site_id, case_id, answer_key),
  foreign key (site_id, case_id) references outreach_case (site_id, id)
);
create index outside_answer_by_time on outside_answer (site_id, answered_at);
-- A linkback's page is also known by where its address led.
create index linkback_page_by_url on linkback_page (site_id, final_url);
