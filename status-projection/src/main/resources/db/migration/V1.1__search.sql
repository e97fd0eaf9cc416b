-- The planner cannot know how rare the words are that begin with some letters; it would walk ten million rows for a word that
-- only one of them has. So the newest bookings are walked, but a bounded number of them, which is enough for common words;
-- for the others the index of words is made to be used.

-- The index on words by force. Bound by row-level security as its caller is.
create function status_search_rare(p_words tsquery, p_owner text, p_status text, p_attention boolean,
                                   p_expected_before timestamptz, p_before uuid, p_limit int)
    returns setof uuid language plpgsql stable
    set enable_indexscan = off set enable_indexonlyscan = off set enable_seqscan = off as
$$
begin
    return query execute
        'select id from booking_view where tenant = $1 and placed and words @@ $2'
        || case when p_owner is null then '' else ' and owner = $3' end
        || case when p_status is null then '' else ' and status = $4' end
        || case when p_attention is null then '' else ' and attention = $5' end
        || case when p_expected_before is null then '' else ' and expected_by < $6' end
        || case when p_before is null then '' else ' and id < $7' end
        || ' order by id desc limit $8'
        using kit_tenant(), p_words, p_owner, p_status, p_attention, p_expected_before, p_before, p_limit;
end
$$;

create or replace function status_search(p_words tsquery, p_owner text, p_status text, p_attention boolean,
                                         p_expected_before timestamptz, p_before uuid, p_limit int)
    returns setof uuid language plpgsql stable security definer set search_path = public as
$$
declare
    v_newest constant int := 20000;
    v_found uuid[];
begin
    select array_agg(few.id order by few.id desc) into v_found
    from (select n.id
          from (select v.id, v.owner, v.status, v.attention, v.expected_by, v.words from booking_view v
                where v.tenant = kit_tenant() and v.placed
                  and v.id < coalesce(p_before, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
                order by v.id desc limit v_newest) n
          where n.words @@ p_words
            and (p_owner is null or n.owner = p_owner)
            and (p_status is null or n.status = p_status)
            and (p_attention is null or n.attention = p_attention)
            and (p_expected_before is null or n.expected_by < p_expected_before)
          order by n.id desc limit p_limit) few;
    if cardinality(v_found) >= p_limit then
        return query select unnest(v_found);
    else
        return query select * from status_search_rare(p_words, p_owner, p_status, p_attention, p_expected_before, p_before, p_limit);
    end if;
end
$$;
