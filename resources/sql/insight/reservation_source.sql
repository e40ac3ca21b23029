(
{choice}
) r
