-- site_id leads every key. Ids are per site: milliseconds and a counter in 53 bits, made by the program (model/ids.h).
-- Times are microseconds since 1970 in UTC. Texts that are "not known" are '' and times that are not known are null.

create table site (
  site_id bigint not null primary key,
  name text not null unique,
  url text not null,
  created_at bigint not null
);

-- Small facts of a site that must survive a restart: poll cursors, keys.
create table setting (
  site_id bigint not null,
  name text not null,
  value text not null,
  primary key (site_id, name)
);

create table post (
  site_id bigint not null,
  id bigint not null,
  engine_id text not null,
  url text not null,
  url_key text not null,
  title text not null,
  author_name text not null,
  author_account text not null,
  html text not null,
  digest text not null,
  published_at bigint,
  modified_at bigint,
  seen_at bigint not null,
  pings_open integer not null,
  state text not null,
  primary key (site_id, id),
  unique (site_id, engine_id)
);
create index post_by_url on post (site_id, url_key);
create index post_by_date on post (site_id, published_at);

create table comment (
  site_id bigint not null,
  id bigint not null,
  post_id bigint not null,
  engine_id text not null,
  kind text not null,
  parent_engine_id text not null,
  author_name text not null,
  author_url text not null,
  account text not null,
  author_key text not null,
  url text not null,
  html text not null,
  digest text not null,
  published_at bigint,
  seen_at bigint not null,
  edited_at bigint,
  imported integer not null,
  state text not null,
  person text not null,
  identity text not null,
  identity_why text not null,
  needs_answer integer not null,
  needs_why text not null,
  run_first bigint not null,
  first_answer bigint,
  answered_at bigint,
  answered_by text not null,
  primary key (site_id, id),
  unique (site_id, post_id, engine_id),
  foreign key (site_id, post_id) references post (site_id, id)
);
create index comment_by_engine_id on comment (site_id, engine_id);
create index comment_by_post on comment (site_id, post_id, published_at, id);
create index comment_by_date on comment (site_id, published_at);
create index comment_by_person on comment (site_id, person, published_at) where person <> '';
create index comment_needing on comment (site_id, published_at) where needs_answer = 1;
create index comment_waiting on comment (site_id, published_at) where needs_answer = 1 and first_answer is null;

-- Who answers whom. The answer and the item are comments; rule and certainty say how we know.
create table answer (
  site_id bigint not null,
  answer_id bigint not null,
  item_id bigint not null,
  rule text not null,
  certainty double precision not null,
  found_at bigint not null,
  primary key (site_id, answer_id, item_id),
  foreign key (site_id, answer_id) references comment (site_id, id),
  foreign key (site_id, item_id) references comment (site_id, id)
);
create index answer_by_item on answer (site_id, item_id);

create table linkback (
  site_id bigint not null,
  id bigint not null,
  token text not null,
  protocol text not null,
  source text not null,
  target text not null,
  source_key text not null,
  target_key text not null,
  source_host text not null,
  post_id bigint,
  state text not null,
  reason text not null,
  type text not null,
  title text not null,
  excerpt text not null,
  author_name text not null,
  author_url text not null,
  blog_name text not null,
  digest text not null,
  sender_block text not null,
  published_at bigint,
  received_at bigint not null,
  changed_at bigint not null,
  verified_at bigint,
  next_try_at bigint,
  tries integer not null,
  primary key (site_id, id),
  unique (site_id, source_key, target_key)
);
create index linkback_by_post on linkback (site_id, post_id, state, id);
create index linkback_of_unknown on linkback (site_id, target_key, changed_at)
  where state = 'refused' and reason = 'target_unknown';
create index linkback_by_state on linkback (site_id, state, id);

-- What the source said when it was last read. Written when it was verified, so that taking a ping in stays cheap.
create table linkback_page (
  site_id bigint not null,
  linkback_id bigint not null,
  final_url text not null,
  page_text text not null,
  link_at bigint not null,
  content_html text not null,
  content_text text not null,
  summary text not null,
  author_photo text not null,
  published_text text not null,
  rsvp text not null,
  canonical text not null,
  syndication text not null,
  photos text not null,
  primary key (site_id, linkback_id),
  foreign key (site_id, linkback_id) references linkback (site_id, id)
);

-- What happened, never changed: receipts, histories of cases and identities are read from here.
create table event (
  site_id bigint not null,
  id bigint not null,
  at bigint not null,
  subject_kind text not null,
  subject_id bigint not null,
  fact text not null,
  who text not null,
  detail text not null,
  primary key (site_id, id)
);
create index event_by_subject on event (site_id, subject_kind, subject_id, id);

-- One hit of a name in one item, with what decided.
create table mention (
  site_id bigint not null,
  id bigint not null,
  item_kind text not null,
  item_id bigint not null,
  whom_kind text not null,
  whom text not null,
  rule text not null,
  why text not null,
  certainty text not null,
  alerts integer not null,
  found_text text not null,
  begin_at bigint not null,
  end_at bigint not null,
  passage text not null,
  found_at bigint not null,
  primary key (site_id, id),
  unique (site_id, item_kind, item_id, whom_kind, whom, begin_at)
);

create table outreach_case (
  site_id bigint not null,
  id bigint not null,
  root_kind text not null,
  root_id bigint not null,
  state text not null,
  owner text not null,
  subject text not null,
  version bigint not null,
  opened_at bigint not null,
  changed_at bigint not null,
  primary key (site_id, id),
  unique (site_id, root_kind, root_id)
);
create index case_by_state on outreach_case (site_id, state, opened_at);

-- One alert per person and item, whatever the number of hits or repeats.
create table alert (
  site_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  person text not null,
  item_kind text not null,
  item_id bigint not null,
  reason text not null,
  why text not null,
  passage text not null,
  created_at bigint not null,
  primary key (site_id, id),
  unique (site_id, person, item_kind, item_id),
  foreign key (site_id, case_id) references outreach_case (site_id, id)
);
create index alert_by_case on alert (site_id, case_id, id);
create index alert_by_item on alert (site_id, item_kind, item_id);

create table delivery (
  site_id bigint not null,
  alert_id bigint not null,
  channel text not null,
  state text not null,
  message_id text not null,
  tries integer not null,
  last_error text not null,
  sent_at bigint,
  primary key (site_id, alert_id, channel),
  foreign key (site_id, alert_id) references alert (site_id, id)
);

-- Everything done later. A finished job leaves the table; `again_at` says that a new cause came while it ran.
create table job (
  site_id bigint not null,
  id bigint not null,
  kind text not null,
  subject bigint not null,
  state text not null,
  due_at bigint not null,
  lease_until bigint not null,
  again_at bigint,
  tries integer not null,
  last_error text not null,
  primary key (site_id, id),
  unique (site_id, kind, subject)
);
-- Kind leads, so that a long backlog of one kind costs nothing to those who look for another.
create index job_due on job (kind, due_at, id) where state = 'ready';
create index job_leased on job (kind, lease_until) where state = 'running';
