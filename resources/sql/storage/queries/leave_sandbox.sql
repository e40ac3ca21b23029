-- A sandbox's contents where there is no sandbox: the mark goes, and the clock is the wall's again.
alter table holdfast.clock disable trigger clock_moves_forward;
update holdfast.clock set offset_by = '0';
alter table holdfast.clock enable trigger clock_moves_forward;
delete from holdfast.sandbox;
