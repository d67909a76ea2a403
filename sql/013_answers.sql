-- What people said about a comment where reading would say otherwise. word: "post" and "these" for a staff comment (it answers
-- the post only; it answers what the table answer says by rule manual), "needed" and "not needed" for a reader's.
create table said_by_hand (
  site_id bigint not null,
  comment_id bigint not null,
  word text not null,
  said_at bigint not null,
  primary key (site_id, comment_id),
  foreign key (site_id, comment_id) references comment (site_id, id)
);
