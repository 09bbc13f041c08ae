"""What people do with their accounts: register, sign in, change what is kept of them."""
