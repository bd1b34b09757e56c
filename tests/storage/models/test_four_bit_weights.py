from __future__ import annotations

import numpy as np
import torch

from storage.models.four_bit_weights import FourBitRows, four_bit_numbers


def test_the_low_half_of_a_byte_is_its_number_and_the_high_half_the_one_sixteen_on() -> None:
    packed = np.zeros((1, 16), dtype=np.uint8)
    packed[0, 0], packed[0, 15] = 0xF0, 0x2B
    numbers = four_bit_numbers(packed)
    assert numbers.shape == (1, 32)
    assert (numbers[0, 0], numbers[0, 16]) == (-8, 7)
    assert (numbers[0, 15], numbers[0, 31]) == (3, -6)


def test_rows_that_are_looked_up_are_those_that_all_unpacked_would_be() -> None:
    generator = np.random.default_rng(3)
    packed = generator.integers(0, 256, (50, 12, 16), dtype=np.uint8)
    scales = generator.standard_normal((50, 12)).astype(np.float16)
    unpacked = four_bit_numbers(packed.reshape(-1, 16)).reshape(50, 12, 32)
    whole = (unpacked * scales.astype(np.float32)[:, :, None]).reshape(50, 384)
    rows = FourBitRows(torch.from_numpy(packed), torch.from_numpy(scales), torch.float32)
    assert rows.width == 384
    wanted = [7, 0, 49, 7]
    np.testing.assert_array_equal(rows.rows(torch.tensor(wanted)).numpy(), whole[wanted])
