create index notification_kind on notification (tenant, kind, id);
