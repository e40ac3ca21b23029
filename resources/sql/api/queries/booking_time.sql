select holdfast.now()
