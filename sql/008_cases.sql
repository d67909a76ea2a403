-- What a case is about, who is told next if nobody answers, and since when it waits. kind_by: who set the kind by hand,
-- '' = the words of its items did. level: how far up it was told already.
alter table outreach_case add column kind text not null default 'other';
alter table outreach_case add column kind_words text not null default '';
alter table outreach_case add column kind_by text not null default '';
alter table outreach_case add column next_level text not null default '';
alter table outreach_case add column waits_since bigint not null default 0;
alter table outreach_case add column level integer not null default 0;
update outreach_case set waits_since = opened_at;
create index case_waiting on outreach_case (site_id, changed_at, id) where state in ('new', 'claimed', 'waiting again');

-- What kind of words an item holds, and which words decided. Items of kind 'other' have no row.
create table item_kind (
  site_id bigint not null,
  item_kind text not null,
  item_id bigint not null,
  kind text not null,
  words text not null,
  primary key (site_id, item_kind, item_id)
);

-- What a person is told about a case beside its items: a claim ran out, it waits for too long, a promise is due.
-- One for each person, cause and moment of the case (its version, or the promise).
create table notice (
  site_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  person text not null,
  what text not null,
  cause bigint not null,
  why text not null,
  passage text not null,
  url text not null,
  state text not null,
  message_id text not null,
  tries integer not null,
  last_error text not null,
  created_at bigint not null,
  sent_at bigint,
  primary key (site_id, id),
  unique (site_id, person, what, case_id, cause)
);
create index notice_by_case on notice (site_id, case_id, id);

-- What staff promised in an answer or post, with the day by which a reader would expect it.
create table promise (
  site_id bigint not null,
  id bigint not null,
  person text not null,
  item_kind text not null,
  item_id bigint not null,
  sentence text not null,
  words text not null,
  due_at bigint not null,
  state text not null,
  kept_url text not null,
  closed_by text not null,
  closed_at bigint,
  reminded integer not null,
  created_at bigint not null,
  primary key (site_id, id),
  unique (site_id, item_kind, item_id, sentence)
);
create index promise_open on promise (site_id, due_at, id) where state = 'open';

-- What a person does not want to hear of: a source (host, writer), a post, a topic.
create table mute (
  site_id bigint not null,
  id bigint not null,
  person text not null,
  what text not null,
  value text not null,
  added_at bigint not null,
  primary key (site_id, id),
  unique (site_id, person, what, value)
);

-- What somebody wrote before.
create index comment_by_author on comment (site_id, author_key, id);
