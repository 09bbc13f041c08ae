"""Operations on notes, records and claims; nothing that is sent is kept."""
