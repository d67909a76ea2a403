-- Linkbacks we send: one row for each page that an entry of ours links to, and what became of telling it.
-- digest is of the entry as the target is to be told of it.
create table sent (
  site_id bigint not null,
  id bigint not null,
  post_id bigint,
  source text not null,
  target text not null,
  source_key text not null,
  target_key text not null,
  linked integer not null,
  digest text not null,
  state text not null,
  protocol text not null,
  endpoint text not null,
  status integer not null,
  message text not null,
  location text not null,
  tries integer not null,
  queued_at bigint not null,
  next_try_at bigint,
  first_sent_at bigint,
  last_sent_at bigint,
  primary key (site_id, id),
  unique (site_id, source_key, target_key)
);
create index sent_by_post on sent (site_id, post_id, id);
create index sent_by_time on sent (site_id, queued_at);
