-- Whom a moderator lets in or keeps out for good. kind: host (and its subdomains), author (one address), address (a CIDR
-- block of senders), word (in title, excerpt, author or blog name). verdict: allow or block.
create table source_rule (
  site_id bigint not null,
  kind text not null,
  value text not null,
  verdict text not null,
  who text not null,
  added_at bigint not null,
  primary key (site_id, kind, value)
);

-- How much a linkback looks like spam, and why: "hidden link 3, 310 links to others 2". Only where it is not 0.
create table linkback_score (
  site_id bigint not null,
  linkback_id bigint not null,
  points integer not null,
  parts text not null,
  primary key (site_id, linkback_id),
  foreign key (site_id, linkback_id) references linkback (site_id, id)
);

-- Partial, so that taking a ping in does not pay for them.
create index linkback_liked on linkback (site_id, source_host, author_url) where state = 'shown';
create index linkback_disliked on linkback (site_id, source_host) where state in ('hidden', 'junk');
create index linkback_to_read_again on linkback (site_id, verified_at) where state = 'shown';
create index linkback_junk on linkback (site_id, changed_at) where state = 'junk';
