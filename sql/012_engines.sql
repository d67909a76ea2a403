-- Messages that an engine pushed, by their id: one that comes twice changes nothing and is answered the same. Kept for longer
-- than a message is good.
create table pushed (
  site_id bigint not null,
  message_id text not null,
  taken_at bigint not null,
  answer text not null,
  primary key (site_id, message_id)
);
create index pushed_by_time on pushed (site_id, taken_at);

-- The feed of the comments under one post. told: how many comments the blog says there are, -1 if it does not say;
-- told_then: what it said when this feed was last read.
create table comment_feed (
  site_id bigint not null,
  post_id bigint not null,
  url text not null,
  told bigint not null,
  told_then bigint not null,
  read_at bigint,
  primary key (site_id, post_id),
  foreign key (site_id, post_id) references post (site_id, id)
);

-- What people said about who wrote a comment; it goes before all that is read off the comment. The last word holds, all of
-- them stand among the comment's events.
create table identity_word (
  site_id bigint not null,
  comment_id bigint not null,
  person text not null,
  identity text not null,
  who text not null,
  evidence text not null,
  said_at bigint not null,
  primary key (site_id, comment_id),
  foreign key (site_id, comment_id) references comment (site_id, id)
);
create index identity_word_by_time on identity_word (site_id, said_at);

-- Pages that are a person's: two that name each other with rel=me, one of them on the roster.
create table profile_proof (
  site_id bigint not null,
  person text not null,
  page_key text not null,
  page text not null,
  partner text not null,
  proven_at bigint not null,
  primary key (site_id, person, page_key)
);
