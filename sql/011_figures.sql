-- A report over a million comments reads these and no comment: all that figures are made of stands in the index, and so do the
-- columns of its own condition, without which SQLite would look into each row all the same.
drop index comment_needing;
create index comment_facts on comment (site_id, published_at, id, post_id, run_first, first_answer, answered_at, answered_by,
  needs_answer, state)
  where needs_answer = 1 and state = 'public';
drop index comment_waiting;
create index comment_waiting on comment (site_id, published_at, id, post_id, needs_answer, first_answer, state)
  where needs_answer = 1 and first_answer is null and state = 'public';
create index comment_of_staff on comment (site_id, published_at, id, person, identity, state) where person <> '';

create index event_answer_lost on event (site_id, at) where fact = 'answer lost';

-- The business hours of a site since when: a wait is counted in those that were valid when it began.
create table business_schedule (
  site_id bigint not null,
  valid_from bigint not null,
  zone text not null,
  week text not null,
  holidays text not null,
  primary key (site_id, valid_from)
);

-- Who was mailed the figures of which week.
create table figures_mail (
  site_id bigint not null,
  id bigint not null,
  person text not null,
  week_from bigint not null,
  state text not null,
  last_error text not null,
  primary key (site_id, id),
  unique (site_id, person, week_from)
);
