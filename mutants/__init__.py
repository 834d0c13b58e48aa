"""Which faults the tests would notice: the code is changed in small ways, one at a time."""
