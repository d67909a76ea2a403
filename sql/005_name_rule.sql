-- "That is not me": a name that was found, and where it means somebody else. source says whose writing it is about, such as
-- "host fan.example rosa", "writer …" or "post 5" (outreach/item.h).
create table name_rule (
  site_id bigint not null,
  id bigint not null,
  person text not null,
  name text not null,
  source text not null,
  source_words text not null,
  added_at bigint not null,
  primary key (site_id, id),
  unique (site_id, person, name, source)
);
create index name_rule_by_source on name_rule (site_id, source);
create index delivery_pending on delivery (site_id, alert_id) where state = 'pending';
