-- Saboteur: a commit is recorded in two transactions. The first capture's makes the booking, the last one ends the
-- operation, whatever happened between them.
select pg_temp.sabotage('record_capture',
    'return ''RECORDED'';',
    'if (select state from holdfast.reservation where id = v_operation.reservation_id) = ''COMMITTING'' then
        perform holdfast.take_step(v_operation.reservation_id, ''committed'', null, v_now, ''commit'', v_operation.trace_id, null);
    end if;
    return ''RECORDED'';');
select pg_temp.sabotage('record_commit',
    'select * into v_reservation from holdfast.reservation where id = v_operation.reservation_id;',
    'select * into v_reservation from holdfast.reservation where id = v_operation.reservation_id;
    if v_reservation.state = ''CONFIRMED'' then
        perform holdfast.end_operation(p_operation, ''DONE'', ''committed'', p_detail, v_reservation.version, v_now);
        return v_reservation.state;
    end if;');
