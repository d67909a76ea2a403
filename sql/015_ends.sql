-- Since when nobody can answer under a post any more: its comments were closed, or it went.
alter table post add column closed_at bigint;

-- closed_at: the wait ended then, without an answer. edited_after: when more than a fifth of it was written anew after it was
-- answered. waiting and waiting_since say what follows of all that: the backlog is read from them alone.
alter table comment add column closed_at bigint;
alter table comment add column edited_after bigint;
alter table comment add column waiting integer not null default 0;
alter table comment add column waiting_since bigint;
update comment set waiting = 1, waiting_since = published_at where needs_answer = 1 and first_answer is null;
drop index comment_facts;
create index comment_facts on comment (site_id, published_at, id, post_id, run_first, first_answer, answered_at, answered_by,
  closed_at, edited_after, needs_answer, state)
  where needs_answer = 1 and state = 'public';
drop index comment_waiting;
create index comment_waiting on comment (site_id, waiting_since, id, post_id, waiting, state)
  where waiting = 1 and state = 'public';

-- A comment as it stood when it was answered, kept by the first edit behind that answer.
create table answered_text (
  site_id bigint not null,
  post_id bigint not null,
  comment_id bigint not null,
  answer_id bigint not null,
  html text not null,
  edited_at bigint not null,
  primary key (site_id, post_id, comment_id)
);

-- Which posts link to which conversation, by the address of it in the form in which addresses are looked up.
create table post_link (
  site_id bigint not null,
  target_key text not null,
  post_id bigint not null,
  primary key (site_id, post_id, target_key)
);
create index post_link_by_target on post_link (site_id, target_key, post_id);

-- Comments answered by what is no comment: a later post of the blog, or a page of a staff member's own that links here.
create table later_answer (
  site_id bigint not null,
  post_id bigint not null,
  item_id bigint not null,
  source_kind text not null,
  source_id bigint not null,
  person text not null,
  certainty double precision not null,
  evidence text not null,
  found_at bigint not null,
  primary key (site_id, post_id, item_id, source_kind, source_id),
  foreign key (site_id, item_id) references comment (site_id, id)
);

-- Figures by kind and by topic read these and no item. Partial: names of persons and companies are no topics.
create index item_kind_facts on item_kind (site_id, item_kind, item_id, kind);
create index mention_topics on mention (site_id, whom_kind, whom, item_id)
  where item_kind = 'comment' and certainty = 'sure' and whom_kind in ('product', 'topic');

-- Posts that were there before: their links are looked for once. A post's number is no other job's.
insert into job (site_id, id, kind, subject, state, due_at, lease_until, again_at, tries, last_error)
  select site_id, id, 'note_links', id, 'ready', 0, 0, null, 0, '' from post where state = 'public' and html like '%href%';
