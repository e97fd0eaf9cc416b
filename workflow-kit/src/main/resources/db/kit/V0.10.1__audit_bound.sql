-- Second step: all of the trail is read once, while others read it and write to it.
alter table audit validate constraint audit_until;
